import '@sso-login/element/define'
import '@sso-login/element/sso-login.css'
import { mount } from 'svelte'
import App from './App.svelte'

mount(App, { target: document.querySelector('#app') as Element })
